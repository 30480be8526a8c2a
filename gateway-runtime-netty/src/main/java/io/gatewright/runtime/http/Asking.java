package io.gatewright.runtime.http;

import io.gatewright.runtime.filter.AskingFilter;
import io.gatewright.runtime.filter.Question;
import io.gatewright.semantics.decide.Evaluation;
import io.gatewright.semantics.decide.LocalReply;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One filter that needs I/O, being asked about one exchange. */
final class Asking implements AskingFilter.Answer {
    private final Exchange exchange;
    private final Evaluation evaluation;
    private final Intake.Taken taken;
    private boolean answered;
    private @Nullable Runnable giveUp;

    Asking(Exchange exchange, Evaluation evaluation, Intake.Taken taken) {
        this.exchange = exchange;
        this.evaluation = evaluation;
        this.taken = taken;
    }

    void ask(AskingFilter filter, Question question) {
        Runnable handle = filter.ask(question, this);
        if (!answered) {
            giveUp = handle;
        }
    }

    /** The exchange ended first. */
    void cancel() {
        if (!answered && giveUp != null) {
            answered = true;
            giveUp.run();
        }
    }

    @Override
    public void pass() {
        if (!answered) {
            answered = true;
            exchange.passed(evaluation, taken);
        }
    }

    @Override
    public void reply(LocalReply reply, ByteBuf body) {
        if (answered) {
            body.release();
        } else {
            answered = true;
            exchange.reply(reply, body);
        }
    }
}
