"""aws_warm.py serve SOCKET | aws_warm.py call SOCKET ARGUMENTS...: the aws command without its start.

One process imports the aws command and reads EC2's model (most of the second that each command takes) and forks for
each call; `call` hands over its arguments and its standard streams, and ends with the command's status. The
interpreter is that of the aws command, so that it is the installed one that judges.
"""
import gc
import json
import os
import signal
import socket
import sys


def serve(path):
    from awscli.clidriver import create_clidriver  # pylint: disable=import-outside-toplevel

    driver = create_clidriver()
    loader = driver.session.get_component("data_loader")
    for service in ("ec2", "elbv2"):
        driver.session.get_service_model(service)
        for kind in ("paginators-1", "endpoint-rule-set-1"):
            loader.load_service_model(service, kind)
    gc.freeze()  # what a fork finds read already
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(16)
    while True:
        client, _ = server.accept()
        message, fds, _, _ = socket.recv_fds(client, 1 << 16, 3)
        if message == b"end":
            return
        if os.fork():  # a child of a child: nobody has to wait for it
            for fd in fds:
                os.close(fd)
            client.close()
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                pass
            continue
        for fd, target in zip(fds, (0, 1, 2)):
            os.dup2(fd, target)
        status = 255
        signal.alarm(60)
        try:
            status = driver.main(json.loads(message))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            client.sendall(bytes([status & 255]))
            os._exit(0)


def call(path, arguments):
    client = socket.socket(socket.AF_UNIX)
    client.connect(path)
    socket.send_fds(client, [json.dumps(arguments).encode()], [0, 1, 2])
    status = client.recv(1)
    sys.exit(status[0] if status else 255)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        call(sys.argv[2], sys.argv[3:])
