package io.gatewright.app.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A proxy that is fed pays for no more classes of Jackson than it needs. */
class PlanClassesTest {
    /** Writes and reads as a proxy does. */
    public static final class Exchange implements Callable<Integer> {
        @Override
        public Integer call() {
            Plan plan = SamplePlans.everything();
            int equal = 0;
            for (PlanEntry entry : plan.entries().values()) {
                PlanJson json = PlanJson.withKeys();
                equal += json.fromLine(json.line(entry)).equals(entry) ? 1 : 0;
            }
            return plan.equals(PlanJson.withKeys().fromJson(PlanJson.withKeys().toJson(plan))) ? equal : -1;
        }
    }

    /** Asks for a tree, which is data binding. */
    public static final class Tree implements Callable<Integer> {
        @Override
        public Integer call() {
            Plan plan = SamplePlans.everything();
            return PlanJson.masked()
                    .tree(plan.entries().get(plan.entries().firstKey()))
                    .size();
        }
    }

    /** Has all classes of this test, except those of data binding and of YAML. */
    private static final class Without extends ClassLoader {
        Without() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("com.fasterxml.jackson.databind.")
                    || name.startsWith("com.fasterxml.jackson.dataformat.")) {
                throw new ClassNotFoundException(name);
            }
            try (InputStream in =
                    PlanClassesTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        Object call(Class<? extends Callable<?>> task) throws Exception {
            return ((Callable<?>) loadClass(task.getName()).getConstructor().newInstance()).call();
        }
    }

    @Test
    void entries_are_written_and_read_without_data_binding() throws Exception {
        assertEquals(SamplePlans.everything().entries().size(), new Without().call(Exchange.class));
    }

    @Test
    void a_tree_needs_data_binding() {
        assertThrows(NoClassDefFoundError.class, () -> new Without().call(Tree.class));
    }
}
