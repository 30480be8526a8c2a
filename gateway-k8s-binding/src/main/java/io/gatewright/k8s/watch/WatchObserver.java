package io.gatewright.k8s.watch;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.name.ObjectRef;

/** Told of every object as the API server has it, status and resource version included; on one thread, in order. */
public interface WatchObserver {
    /** The object is there, in this version. */
    void seen(ApiObject object);

    /** The object is not there any more. */
    void gone(ObjectRef ref);

    /** The API server serves these kinds, at the start and whenever that changed. */
    void served(ServedKinds kinds);
}
