# shellcheck shell=bash
# A bed with Gatewright in it, for tests that want a cluster. Source this file; README.md beside it has an example.
#
#   start_bed            builds what is stale; a fresh cluster of this machine's processes, in a network namespace of its own
#   install_crds         the Gateway API's definitions, experimental channel
#   install_gatewright   installs deploy/ and waits until the class is accepted
#   in_bed COMMAND...    runs a command in the bed's network; `kubectl` is the bed's
#   stop_bed             ends the bed and everything in it; start_bed has it called when the script ends
#
# bed_work            where all of it lies (default: target/bed); logs stay there
# bed_class           the GatewayClass to wait for
# bed_proxies         proxies per Gateway, if not 1
# bed_java_options    options for the JVMs of the bed
# bed_archive=1       starts the JVMs from a class-data sharing archive, which is made once per build
# bed_stays=''        the bed outlives the script
# bed_cluster=1       no bed: the cluster of the current kubeconfig, and nothing that is there already is installed

bed_here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
bed_root=$(cd "$bed_here/../.." && pwd)
: "${bed_work:=$bed_root/target/bed}" "${bed_class:=gatewright}" "${bed_proxies:=1}" "${bed_cluster:=}" "${bed_archive:=}"
: "${bed_java_options:=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx256m}"
bed_pid='' bed_bin='' bed_app='' bed_share=''

bed_say() { printf 'bed: %s\n' "$*" >&2; }

bed_die() {
    bed_say "$1"
    [[ -z ${2:-} || ! -s $2 ]] || tail -20 "$2" >&2
    exit 2
}

# What kube-proxy and the node agent call. Installed where that is ours to decide: as root, by apt.
bed_tools() {
    local tool missing=()
    [[ $(uname -s) == Linux && $(id -u) == 0 ]] || bed_die 'a bed needs Linux and root: namespaces and mounts are made'
    for tool in nft ip unshare nsenter mount; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    command -v apt-get >/dev/null || bed_die "missing: ${missing[*]}: install nftables, iproute2 and util-linux"
    bed_say "installing for: ${missing[*]}"
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends nftables iproute2 util-linux mount; } \
        >"$bed_work/apt.log" 2>&1 || bed_die 'apt cannot install nftables and iproute2:' "$bed_work/apt.log"
}

# Sets bed_bin: where the binaries are, and a kubectl.
bed_binaries() {
    mkdir -p "$bed_work/bin"
    bed_bin=$("$bed_here/../testbed/build") || exit 2
    printf '#!/bin/sh\nexec %q kubectl "$@"\n' "$bed_bin/testbed" >"$bed_work/bin/kubectl"
    chmod +x "$bed_work/bin/kubectl"
}

# Sets bed_app: a copy of the application, so that a build beside the run does not change what runs. With bed_archive=1 it
# sets bed_share too: a folder with what deploy/archive makes for the image, a class-data sharing archive and options for this
# JDK, made once per build and JDK; worth the time where a run starts many proxies.
bed_application() {
    local java=$1 target=$bed_root/gateway-app/target cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatewright made
    "$bed_root/gatewright" version >"$bed_work/version" || bed_die 'gatewright cannot be built'
    bed_app=$cache/app-$(cd "$target" && sha256sum gatewright.jar lib/*.jar | sha256sum | cut -c1-16)
    if [[ ! -d $bed_app ]]; then
        made=$(mktemp -d "$cache/making.XXXXXX")
        chmod 755 "$made"
        cp -r "$target/gatewright.jar" "$target/lib" "$made/"
        mv -T "$made" "$bed_app" 2>/dev/null || rm -rf "$made" # another run was quicker
    fi
    touch "$bed_app"
    find "$cache" -maxdepth 1 -name 'app-*' -mtime +2 -exec rm -rf {} +
    [[ -n $bed_archive ]] || return 0
    bed_share=$bed_app/share-$({ echo "$java"; "$java" -version 2>&1; } | sha256sum | cut -c1-16)
    [[ ! -d $bed_share ]] || return 0
    bed_say 'making the class-data sharing archive'
    made=$(mktemp -d "$cache/making.XXXXXX")
    chmod 755 "$made"
    # Its demo wants fixed ports: they are free in a network of its own.
    if JAVA_HOME=${java%/bin/java} unshare -n sh -c 'ip link set lo up && exec "$@"' sh \
        "$bed_root/deploy/archive" "$bed_app/gatewright.jar" "$made/gatewright.jsa" "$made/proxy.jsa" >"$bed_work/archive.log" 2>&1 9>&-; then
        mv -T "$made" "$bed_share" 2>/dev/null || rm -rf "$made"
    else
        rm -rf "$made"
        bed_share=
        bed_say "no archive, the JVMs start without, see $bed_work/archive.log"
    fi
}

start_bed() {
    local java share='' log=$bed_work/bed.log old
    mkdir -p "$bed_work"
    [[ -n $bed_bin ]] || bed_binaries
    [[ -z $bed_cluster ]] || return 0
    old=$(cat "$bed_work/pid" 2>/dev/null || true)
    [[ -z $old || ! -r /proc/$old/cmdline || $(tr '\0' ' ' <"/proc/$old/cmdline") != *" up --dir $bed_work/state "* ]] ||
        bed_die "a bed still runs in $bed_work: end it with \`kill $old\`"
    bed_tools
    java=${JAVA_HOME:+$JAVA_HOME/bin/java}
    java=$(readlink -f "${java:-$(command -v java)}") || bed_die '`java` not found: install a JDK, 17 or newer'
    bed_application "$java"
    [[ -z $bed_share ]] ||
        share="-XX:SharedArchiveFile=$bed_share/\$archive.jsa -XX:Flags=$bed_share/java.flags @$bed_share/java.options"
    # As deploy/start, but for where things are and for $bed_java_options.
    cat >"$bed_work/bin/start" <<END
#!/bin/sh
case \$1 in
    proxy) archive=proxy ;;
    *) archive=gatewright ;;
esac
export MALLOC_ARENA_MAX=2
exec $java $share $bed_java_options -jar $bed_app/gatewright.jar "\$@"
END
    chmod 755 "$bed_work/bin/start"
    trap stop_bed EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    rm -f "$log"
    # shellcheck disable=SC2086  # one option or none
    setsid unshare -n -m "$bed_bin/testbed" up --dir "$bed_work/state" ${bed_stays---with-parent} \
        --image "registry.k8s.io/gateway-api/conformance/echo-basic=$bed_bin/echo-basic" \
        --image "gatewright/gatewright=$bed_work/bin/start" \
        >"$log" 2>&1 9>&- &
    bed_pid=$!
    until grep -q '^ready ' "$log" 2>/dev/null; do
        kill -0 "$bed_pid" 2>/dev/null || bed_die "the bed does not start, see $log:" "$log"
        sleep 0.1
    done
    echo "$bed_pid" >"$bed_work/pid"
}

# Everything in the bed is a child of its process, and ends with it.
stop_bed() {
    [[ -n $bed_pid ]] || return 0
    kill "$bed_pid" 2>/dev/null || true
    wait "$bed_pid" 2>/dev/null || true
    bed_pid=''
    rm -rf "$bed_work/state/etcd" "$bed_work/state/pods" "$bed_work/pid"
}

in_bed() {
    if [[ -n $bed_cluster ]]; then
        PATH=$bed_work/bin:$PATH "$@"
    else
        nsenter -t "$bed_pid" -n env KUBECONFIG="$bed_work/state/kubeconfig" PATH="$bed_work/bin:$PATH" "$@"
    fi
}

bed_has() { in_bed kubectl get "$@" >/dev/null 2>&1; }

install_crds() {
    local file files=()
    [[ -z $bed_cluster ]] || ! bed_has crd gateways.gateway.networking.k8s.io || return 0
    for file in "$bed_bin"/crd/experimental/gateway*.yaml; do files+=(-f "$file"); done
    in_bed kubectl apply --server-side "${files[@]}" >"$bed_work/crds.log" 2>&1 ||
        bed_die "the Gateway API's definitions cannot be applied:" "$bed_work/crds.log"
}

install_gatewright() {
    local log=$bed_work/install.log
    if [[ -z $bed_cluster ]] || ! bed_has gatewayclass "$bed_class"; then
        in_bed kubectl apply --server-side -k "$bed_root/deploy" >"$log" 2>&1 || bed_die 'deploy/ cannot be applied:' "$log"
        [[ $bed_proxies == 1 ]] || bed_parameters >>"$log" 2>&1 || bed_die 'the number of proxies cannot be set:' "$log"
        in_bed kubectl -n gatewright-system wait --for=condition=Available --timeout=180s deployment/gatewright-controller >>"$log" 2>&1 ||
            bed_stuck "$log" 'the controller does not become available:'
    fi
    in_bed kubectl wait --for=condition=Accepted --timeout=60s "gatewayclass/$bed_class" >>"$log" 2>&1 ||
        bed_stuck "$log" "GatewayClass \`$bed_class\` is not accepted:"
}

bed_parameters() {
    in_bed kubectl apply --server-side -f - <<END || return 1
apiVersion: gatewright.io/v1alpha1
kind: GatewayParameters
metadata: {name: bed, namespace: gatewright-system}
spec: {replicas: $bed_proxies}
END
    in_bed kubectl patch "gatewayclass/$bed_class" --type=merge -p \
        '{"spec":{"parametersRef":{"group":"gatewright.io","kind":"GatewayParameters","name":"bed","namespace":"gatewright-system"}}}'
}

# The controller's own last words say more than a wait that ran out.
bed_stuck() {
    {
        in_bed kubectl -n gatewright-system get pods -o wide
        in_bed kubectl -n gatewright-system logs deployment/gatewright-controller --tail=10
    } >>"$1" 2>&1 || true
    bed_die "$2" "$1"
}
