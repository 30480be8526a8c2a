"""Gatewright in a cluster: each check is a sentence and a function."""

CHECKS = []


def check(sentence):
    """Registers a function of the bed under the sentence that it proves; order is the order of the text."""

    def register(function):
        CHECKS.append((function.__module__.rsplit(".", 1)[-1], sentence, function))
        return function

    return register
