"""The two chat templates of our own: ChatML, and plain paragraphs. Knows Jinja; knows no tokenizer and no model."""

_TOOLS = (
    "{{ 'Functions that can be called, one in a line:\\n' }}{% for tool in tools %}{{ tool | tojson }}{{ '\\n' }}{% endfor %}"
    '{{ \'To call one, write <tool_call>{"name": …, "arguments": {…}}</tool_call>.\' }}'
)
_CALLS = (
    "{% for call in message.tool_calls or [] %}{% if message.content or not loop.first %}{{ '\\n' }}{% endif %}"
    "{{ '<tool_call>' }}{{ {'name': call.function.name, 'arguments': call.function.arguments} | tojson }}{{ '</tool_call>' }}{% endfor %}"
)


def chatml(end: str) -> str:
    """Every turn between <|im_start|> and the token that ends a turn: <|im_end|>, or what the tokenizer has in its place."""
    start, stop = "{{ '<|im_start|>", f"{{{{ '{_quoted(end)}\\n' }}}}"
    return (
        f"{{% if tools %}}{start}system\\n' }}}}"
        "{% if messages[0].role == 'system' %}{{ messages[0].content }}{{ '\\n\\n' }}{% endif %}"
        f"{_TOOLS}{stop}{{% endif %}}"
        "{% for message in messages %}{% if not (tools and loop.first and message.role == 'system') %}"
        f"{start}' }}}}{{{{ message.role }}}}{{{{ '\\n' }}}}{{{{ message.content }}}}{_CALLS}{stop}"
        "{% endif %}{% endfor %}"
        f"{{% if add_generation_prompt %}}{start}assistant\\n' }}}}{{% endif %}}"
    )


def plain(end: str) -> str:
    """Every turn a paragraph, without a word about who speaks; an answer ends with the token that ends a text."""
    return (
        f"{{% if tools %}}{_TOOLS}{{{{ '\\n\\n' }}}}{{% endif %}}"
        f"{{% for message in messages %}}{{{{ message.content }}}}{_CALLS}"
        f"{{% if message.role == 'assistant' %}}{{{{ '{_quoted(end)}' }}}}{{% endif %}}"
        "{{ '\\n\\n' }}{% endfor %}"
    )


def _quoted(token: str) -> str:
    """As it stands inside single quotes of Jinja."""
    return token.replace("\\", "\\\\").replace("'", "\\'")
