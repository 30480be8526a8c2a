"""Real clients against the standalone gateway: each check is a sentence and a function."""

CHECKS = []


class Skip(Exception):
    """What this check needs is not on this machine."""


def check(sentence):
    """Registers a function of the bed under the sentence that it proves; order is the order of the text."""

    def register(function):
        CHECKS.append((function.__module__.rsplit(".", 1)[-1], sentence, function))
        return function

    return register
