# Sourced by the fronts of the Java benchmarks: picks the JDK, builds, and runs one class of the module.
# usage: java_bench CLASS ARGS, with --jdk HOME anywhere among them

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

java_bench() {
    local class=$1 args=()
    shift
    while (($#)); do
        case $1 in
            --help | -h)
                sed -n '2,/^set/{/^set/d;/^$/d;s/^# \{0,1\}//p}' "$0"
                exit 0
                ;;
            --jdk)
                [[ -x ${2:-}/bin/java ]] || {
                    echo "benchmarks: --jdk \`${2:-}\` has no bin/java: expected the home of a JDK, as those in /usr/lib/jvm" >&2
                    exit 2
                }
                export JAVA_HOME=$2
                shift
                ;;
            *) args+=("$1") ;;
        esac
        shift
    done
    mvn -B -q -Dstyle.color=never -f "$root/pom.xml" -pl benchmarks -am package -Dmaven.test.skip=true </dev/null >&2
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$root/benchmarks/target/gatewright-benchmarks.jar" "$class" \
        --results "$root/benchmarks/results" "${args[@]}"
}
