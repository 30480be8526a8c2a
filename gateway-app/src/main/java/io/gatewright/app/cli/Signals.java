package io.gatewright.app.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** Requests to end, from outside. */
@FunctionalInterface
interface Signals {
    /** From now on, each SIGTERM or SIGINT runs this instead of ending the process. */
    void onStop(Runnable handler);

    /**
     * The signals of this process. The JDK shows a second signal only through {@code sun.misc.Signal}, whose use the compiler
     * cannot be told to accept: hence by reflection. Where that fails, a shutdown hook sees the first one at least.
     */
    static Signals ofProcess() {
        return handler -> {
            try {
                Class<?> signal = Class.forName("sun.misc.Signal");
                Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
                InvocationHandler call = (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        new Thread(handler, "gatewright-stop").start();
                    }
                    return null;
                };
                Object listener =
                        Proxy.newProxyInstance(signalHandler.getClassLoader(), new Class<?>[] {signalHandler}, call);
                for (String name : new String[] {"TERM", "INT"}) {
                    signal.getMethod("handle", signal, signalHandler)
                            .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
                }
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                Runtime.getRuntime().addShutdownHook(new Thread(handler, "gatewright-stop"));
            }
        };
    }
}
