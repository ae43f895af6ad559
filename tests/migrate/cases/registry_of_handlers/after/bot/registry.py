COMMANDS = {}


def command(name):
    """명령을 등록한다. 함수를 감싸지 않고 그대로 돌려준다."""

    def register(function):
        COMMANDS[name] = function
        return function

    return register


async def run(session, line):
    name, _, argument = line.partition(" ")
    handler = COMMANDS.get(name)
    if handler is None:
        return "모르는 명령"
    return await handler(session, argument)
