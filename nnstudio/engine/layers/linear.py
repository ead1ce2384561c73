"""The layer that learns weighted sums."""

from torch import nn

from nnstudio.engine.equations.quantities import Equation, Name, equation, name, quantity, slope
from nnstudio.engine.equations.rules import Fold, Product
from nnstudio.engine.layers import initial
from nnstudio.engine.layers.entry import LayerEntry, Passed, Slopes
from nnstudio.language import _
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerShape


class LinearEntry(LayerEntry[LinearLayer]):
    """Weighted sums, Z = H Wᵀ + b, and their gradients, ∂L/∂W = (∂L/∂Z)ᵀ H and ∂L/∂H = ∂L/∂Z W."""

    forward_text = _("Weighted sums of what came in, one for each unit, plus a bias that is added to every row.")
    backward_text = _(
        "The chain rule: what came back times what went in gives the weights' gradient; "
        "times the weights, it goes on to the layer before."
    )

    def told_forward(self, passed: Passed) -> str:
        return self.forward_text if "bias" in passed.names else _("Weighted sums of what came in, one for each unit.")

    def module(self, layer: LinearLayer, shape: LayerShape) -> nn.Module:
        return nn.Linear(shape.inputs, shape.outputs, bias=layer.bias)

    def initialise(self, layer: LinearLayer, module: nn.Module) -> None:
        assert isinstance(module, nn.Linear)
        initial.initialise(module, layer.init)

    def start_told(self, layer: LinearLayer, shape: LayerShape) -> str:
        return initial.told(layer.init, shape)

    def parameter_names(self, number: int, place: int) -> dict[str, Name]:
        return {"weight": name("W", number), "bias": name("b", number)}

    def forward(self, passed: Passed) -> list[Equation]:
        weight = passed.parameter("weight").transposed
        if "bias" not in passed.names:
            return [equation(passed.made, (passed.given, weight), (0, "·", 1), Product(), "@0 \\, @1")]
        operands = (passed.given, weight, passed.parameter("bias"))
        return [equation(passed.made, operands, (0, "·", 1, "+", 2), Product(), "@0 \\, @1 + @2")]

    def backward(self, passed: Passed, slopes: Slopes) -> list[Equation]:
        weight, g = passed.parameter("weight"), slopes.outputs
        d_weight = quantity(slope(weight.name), slopes.parameters["weight"], _("how the loss changes with each weight"))
        equations = [equation(d_weight, (g.transposed, passed.given), (0, "·", 1), Product(), r"@0 \, @1")]
        if "bias" in slopes.parameters:
            d_bias = quantity(
                slope(passed.names["bias"]), slopes.parameters["bias"], _("how the loss changes with each bias")
            )
            equations.append(equation(d_bias, (g,), (_("column sums of"), 0), Fold(0), r"\sum_i @0_i"))
        return [*equations, equation(slopes.inputs, (g, weight), (0, "·", 1), Product(), r"@0 \, @1")]


ENTRIES = {"linear": LinearEntry()}
