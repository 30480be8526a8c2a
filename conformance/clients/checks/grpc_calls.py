"""gRPC by two implementations: grpcio (C core) and grpcurl (grpc-go)."""

import json
import queue
import shutil

import grpc

import echo_pb2
import echo_pb2_grpc
from checks import Skip, check
from checks.bed import ADDRESS, GRPC_HOST, PORT, REASON, TLS_PORT
from echo_pb2 import Message

NAMED = [("grpc.default_authority", GRPC_HOST), ("grpc.max_receive_message_length", 16 << 20), ("grpc.use_local_subchannel_pool", 1)]


def plain():
    return grpc.insecure_channel(f"{ADDRESS}:{PORT}", NAMED)


def secure(bed):
    roots = (bed.work / "servers-ca.crt").read_bytes()
    options = [*NAMED, ("grpc.ssl_target_name_override", GRPC_HOST)]
    return grpc.secure_channel(f"{ADDRESS}:{TLS_PORT}", grpc.ssl_channel_credentials(roots), options)


def both(bed):
    """Each channel once, with its stub."""
    for channel in (plain(), secure(bed)):
        with channel:
            yield channel, echo_pb2_grpc.EchoStub(channel)


def failure(call):
    try:
        answer = call()
    except grpc.RpcError as e:
        return e
    raise AssertionError(f"an error was expected, not {answer!r:.200}")


def reason(error):
    metadata = dict((*(error.initial_metadata() or ()), *(error.trailing_metadata() or ())))
    return metadata.get(REASON)


@check("a unary call comes back with its metadata, initial, trailing and binary")
def _(bed):
    for _, stub in both(bed):
        answer, call = stub.Unary.with_call(Message(text="hello", number=7), metadata=[("x-ask", "why")], timeout=60)
        assert (answer.text, answer.number) == ("hello", 7), answer
        assert dict(call.initial_metadata())["x-initial"] == "why", call.initial_metadata()
        trailing = dict(call.trailing_metadata())
        assert trailing["x-trailing"] == "why" and trailing["x-binary-bin"] == b"\x00\xff", trailing


@check("a message of 8 MB goes both ways")
def _(bed):
    for _, stub in both(bed):
        payload = bytes(range(256)) * (8 << 12)
        assert stub.Unary(Message(payload=payload), timeout=60).payload == payload


@check("the backend streams 2,000 messages to the client, in order")
def _(bed):
    for _, stub in both(bed):
        answers = [answer.number for answer in stub.Count(Message(number=2000, payload=b"x" * 500), timeout=60)]
        assert answers == list(range(2000)), f"{len(answers)} messages"


@check("the client streams 2,000 messages to the backend")
def _(bed):
    for _, stub in both(bed):
        answer = stub.Sum((Message(number=number) for number in range(2000)), timeout=60)
        assert answer.number == sum(range(2000)), answer


@check("both stream at once: each message is answered before the next is sent")
def _(bed):
    for _, stub in both(bed):
        outgoing = queue.Queue()
        answers = stub.Chat(iter(outgoing.get, None), timeout=60)
        for number in range(200):
            outgoing.put(Message(number=number))
            assert next(answers).number == number
        outgoing.put(None)
        assert list(answers) == []


@check("50 calls share a connection")
def _(bed):
    for _, stub in both(bed):
        calls = [stub.Sleep.future(Message(number=200), timeout=60) for _ in range(50)]
        assert [call.result().number for call in calls] == [200] * 50


@check("the backend's own status and message reach the client")
def _(bed):
    for _, stub in both(bed):
        error = failure(lambda stub=stub: stub.Fail(Message(number=9, text="not in this state: 50 % ü"), timeout=60))
        assert (error.code(), error.details()) == (grpc.StatusCode.FAILED_PRECONDITION, "not in this state: 50 % ü"), error


@check("a deadline that passes is DEADLINE_EXCEEDED, and the backend's call is cancelled")
def _(bed):
    for _, stub in both(bed):
        error = failure(lambda stub=stub: stub.Sleep(Message(number=8000), timeout=2))
        assert error.code() == grpc.StatusCode.DEADLINE_EXCEEDED, error
        assert stub.Unary(Message(text="was a call cancelled?"), timeout=60).number == 1


@check("a service without a rule is UNIMPLEMENTED, by the gateway itself")
def _(bed):
    for channel, _ in both(bed):
        error = failure(lambda channel=channel: echo_pb2_grpc.UnroutedStub(channel).Unary(Message(), timeout=60))
        assert error.code() == grpc.StatusCode.UNIMPLEMENTED and reason(error), (error.code(), reason(error), error.details())


@check("a backend that does not exist is UNAVAILABLE, by the gateway itself")
def _(bed):
    for channel, _ in both(bed):
        error = failure(lambda channel=channel: echo_pb2_grpc.BrokenStub(channel).Unary(Message(), timeout=60))
        assert error.code() == grpc.StatusCode.UNAVAILABLE and reason(error), (error.code(), reason(error), error.details())


@check("a backend that refuses connections is UNAVAILABLE, by the gateway itself")
def _(bed):
    for channel, _ in both(bed):
        error = failure(lambda channel=channel: echo_pb2_grpc.ClosedStub(channel).Unary(Message(), timeout=60))
        assert error.code() == grpc.StatusCode.UNAVAILABLE and reason(error) == "connect_failed", (error.code(), reason(error))


def grpcurl(bed, *arguments, ok=True):
    if not shutil.which("grpcurl"):
        raise Skip("grpcurl is not installed, and there is no Go to build it")
    return bed.run("grpcurl", "-max-time", 10, "-authority", GRPC_HOST, *arguments, ok=ok)


@check("grpcurl learns by reflection what the backend serves")
def _(bed):
    listed = grpcurl(bed, "-plaintext", f"{ADDRESS}:{PORT}", "list").stdout
    assert "gatewright.clients.Echo" in listed, listed


@check("grpcurl calls in clear text and over TLS")
def _(bed):
    for arguments in (["-plaintext", f"{ADDRESS}:{PORT}"], ["-cacert", "servers-ca.crt", f"{ADDRESS}:{TLS_PORT}"]):
        done = grpcurl(bed, "-d", '{"text": "hello"}', *arguments, "gatewright.clients.Echo/Unary")
        assert json.loads(done.stdout) == {"text": "hello"}, done.stdout


@check("grpcurl streams both ways")
def _(bed):
    messages = "".join(f'{{"text": "m{number}"}}' for number in range(20))
    done = grpcurl(bed, "-d", messages, "-plaintext", f"{ADDRESS}:{PORT}", "gatewright.clients.Echo/Chat")
    assert [line for line in done.stdout.split('"') if line.startswith("m")] == [f"m{n}" for n in range(20)], done.stdout


@check("grpcurl shows the backend's error")
def _(bed):
    done = grpcurl(bed, "-d", '{"number": 5, "text": "gone"}', "-plaintext", f"{ADDRESS}:{PORT}", "gatewright.clients.Echo/Fail", ok=False)
    assert "Code: NotFound" in done.stderr and "gone" in done.stderr, done.stderr
