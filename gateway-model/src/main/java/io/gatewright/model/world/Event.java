package io.gatewright.model.world;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ReadObject;

/** One change of one object. */
public sealed interface Event {

    /** The object concerned. */
    ObjectRef ref();

    /** What a freshly read object means for the world: its value, or that it cannot be read and why. */
    static Event of(ReadObject read) {
        return read.value()
                .<Event>map(Put::new)
                .orElseGet(() -> new Spoiled(new Unreadable(read.ref(), read.problems())));
    }

    /** The object is there, with this value. */
    record Put(ApiObject object) implements Event {
        @Override
        public ObjectRef ref() {
            return object.ref();
        }
    }

    /** The object is not there any more. */
    record Gone(ObjectRef ref) implements Event {}

    /** The object is there, but its newest version cannot be read; the last good one keeps counting. */
    record Spoiled(Unreadable unreadable) implements Event {
        @Override
        public ObjectRef ref() {
            return unreadable.ref();
        }
    }
}
