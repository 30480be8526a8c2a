package io.gatewright.runtime.listen;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The I/O of an event loop that leaves nothing open when it ends. An event loop of Netty 4.2.18 takes turns between I/O and
 * tasks, and closes its channels between the two if it knows by then that it is to end. Told a moment later, while it runs
 * tasks, it stops at once: its channels stay open, and what they had not written is never released. So it is told at the
 * begin of a turn, by itself. What is registered after the channels were closed would stay open too, so it is refused, which
 * closes it.
 */
final class EndingInOrder implements IoHandler {
    private final IoHandler io;
    private final EventExecutor loop;
    private final BooleanSupplier ending;
    /** The channels were closed; touched by the loop only. */
    private boolean closed;

    private EndingInOrder(IoHandler io, EventExecutor loop, BooleanSupplier ending) {
        this.io = io;
        this.loop = loop;
        this.ending = ending;
    }

    /**
     * Makes loops that end by themselves.
     *
     * @param ending whether to end; asked at each turn, so one that waits must be woken by a task
     */
    static IoHandlerFactory newFactory(IoHandlerFactory io, BooleanSupplier ending) {
        return executor -> new EndingInOrder(io.newHandler(executor), (EventExecutor) executor, ending);
    }

    @Override
    public void initialize() {
        io.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        if (ending.getAsBoolean() && !loop.isShuttingDown()) {
            var unused = loop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
        return io.run(context);
    }

    @Override
    public void prepareToDestroy() {
        closed = true;
        io.prepareToDestroy();
    }

    @Override
    public void destroy() {
        io.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (closed) {
            throw new RejectedExecutionException("the gateway stops: nothing is opened any more");
        }
        return io.register(handle);
    }

    @Override
    public void wakeup() {
        io.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return io.isCompatible(type);
    }
}
