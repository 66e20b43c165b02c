"""What a device, its settings or its queue cannot do, said by a key; the words stand in `resources/locale/devices.toml`."""


class DeviceTrouble(Exception):  # noqa: N818 - a trouble is shown as a lamp with words, it is no error of the program
    """`key` names the trouble, `values` fill its words; the same shape as `workstation.words.Trouble`, which this floor may not import."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key} ({told})" if told else self.key
