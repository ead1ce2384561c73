"""Formula and use of each activation, in a line each."""

TEXTS: dict[str, tuple[str, str]] = {
    "sigmoid": (
        "1 / (1 + e<sup>−x</sup>)",
        "Squeezes every number into 0…1, as a probability. Far from 0 it is flat: its slope is at most ¼, so that "
        "gradients fade on their way through many such layers.",
    ),
    "tanh": (
        "(e<sup>x</sup> − e<sup>−x</sup>) / (e<sup>x</sup> + e<sup>−x</sup>)",
        "A sigmoid stretched to −1…1 and centred on 0, where its slope is 1. It still saturates: far from 0 hardly any "
        "gradient comes through.",
    ),
    "softplus": (
        "log(1 + e<sup>x</sup>)",
        "A ReLU without the kink; its slope is the sigmoid. It is never exactly 0.",
    ),
    "relu": (
        "max(0, x)",
        "Passes on what is positive. Cheap, and its slope is 1 however large x is; but a unit that gets only negative "
        "numbers is dead: its slope is 0 and it can't learn any more.",
    ),
    "leaky_relu": (
        "x if x > 0, else 0.01 x",
        "A ReLU that lets a hundredth of the negative side through, so that a unit can come back.",
    ),
    "elu": (
        "x if x > 0, else e<sup>x</sup> − 1",
        "Bends smoothly towards −1 on the negative side; outputs are centred nearer to 0 than a ReLU's.",
    ),
    "gelu": (
        "x · Φ(x)",
        "x times the probability that a standard normal number is below x. Smooth, dips a little below 0; what "
        "transformers use.",
    ),
    "silu": (
        "x / (1 + e<sup>−x</sup>)",
        "x times its own sigmoid, also called swish: smooth, and not always rising.",
    ),
}
