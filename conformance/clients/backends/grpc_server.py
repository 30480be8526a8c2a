"""The gRPC backend of the checks, with reflection, so that grpcurl needs no files."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
from grpc_reflection.v1alpha import reflection

import echo_pb2
import echo_pb2_grpc

CODES = {code.value[0]: code for code in grpc.StatusCode}
cancelled = threading.Event()


class Echo(echo_pb2_grpc.EchoServicer):
    def Unary(self, request, context):
        metadata = dict(context.invocation_metadata())
        if "x-ask" in metadata:
            context.send_initial_metadata((("x-initial", metadata["x-ask"]),))
            context.set_trailing_metadata((("x-trailing", metadata["x-ask"]), ("x-binary-bin", b"\x00\xff")))
        if request.text == "was a call cancelled?":
            return echo_pb2.Message(number=int(cancelled.wait(30)))
        return request

    def Count(self, request, context):
        for number in range(request.number):
            yield echo_pb2.Message(number=number, payload=request.payload)

    def Sum(self, requests, context):
        return echo_pb2.Message(number=sum(request.number for request in requests))

    def Chat(self, requests, context):
        for request in requests:
            yield request

    def Sleep(self, request, context):
        over = threading.Event()
        context.add_callback(over.set)
        if over.wait(min(10.0, request.number / 1000)):
            cancelled.set()
        return request

    def Fail(self, request, context):
        context.abort(CODES[request.number], request.text)


if __name__ == "__main__":
    server = grpc.server(ThreadPoolExecutor(64), options=[("grpc.max_receive_message_length", 16 << 20)])
    echo_pb2_grpc.add_EchoServicer_to_server(Echo(), server)
    names = ("gatewright.clients.Echo", reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, server)
    server.add_insecure_port(sys.argv[1])
    server.start()
    server.wait_for_termination()
