package io.gatewright.k8s.identity;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Asks the API server whose a token is. */
public final class ProxyTokens {
    /** For which the tokens of proxies are made: good for the feed, and for nothing else. */
    public static final String AUDIENCE = "gatewright-feed";

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final KubernetesClient client;
    private final String audience;

    /** @param audience for which a token must have been made */
    public ProxyTokens(KubernetesClient client, String audience) {
        this.client = client;
        this.audience = audience;
    }

    /** A ServiceAccount. */
    public record Account(String namespace, String name) {}

    /**
     * The ServiceAccount that a token speaks for; nothing for a token that is not valid, not for us, or of somebody else. Blocks.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server cannot be asked
     */
    public Optional<Account> account(String token) {
        TokenReview review = client.tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(audience)
                        .endSpec()
                        .build());
        if (review.getStatus() == null
                || !Boolean.TRUE.equals(review.getStatus().getAuthenticated())
                || review.getStatus().getAudiences() == null
                || !review.getStatus().getAudiences().contains(audience)) {
            return Optional.empty();
        }
        String user = review.getStatus().getUser().getUsername();
        String[] parts = user.startsWith(SERVICE_ACCOUNT)
                ? user.substring(SERVICE_ACCOUNT.length()).split(":", -1)
                : new String[0];
        return parts.length == 2 ? Optional.of(new Account(parts[0], parts[1])) : Optional.empty();
    }
}
