"""From the raw columns to what the network gets, as ONNX's operators, in float64 as the studio computes it."""

from collections.abc import Sequence

import numpy as np
from onnx import TensorProto

from nnstudio.data.dataset import Dataset
from nnstudio.export.onnx_graph import Graph
from nnstudio.project.features import Feature


def add_features(graph: Graph, dataset: Dataset, standardize: bool) -> str:
    """Adds derive, then standardise, behind ``inputs`` of (n, c); the name of what the network gets, (n, d) float32."""
    H = "inputs"
    if dataset.feature_names != dataset.columns:
        H = _derived(graph, dataset.features, dataset.columns)
    if standardize:
        H = graph.add("Sub", [H, graph.constant("mean", dataset.mean[None, :])], "centred")
        H = graph.add("Div", [H, graph.constant("scale", dataset.scale[None, :])], "standardised")
    return graph.add("Cast", [H], "features", to=TensorProto.FLOAT)


def _derived(graph: Graph, features: Sequence[Feature], columns: Sequence[str]) -> str:
    """Products of powers of the columns, sines and cosines, side by side."""
    if all(feature.is_column for feature in features):
        chosen = np.array([columns.index(feature.columns[0]) for feature in features])
        return graph.add("Gather", ["inputs", graph.constant("chosen", chosen)], "derived", axis=1)
    place = {column: i for i, column in enumerate(columns)}
    used = sorted({column for feature in features for column in feature.columns}, key=place.__getitem__)
    own = {}
    for column in used:
        i = place[column]
        own[column] = graph.add("Gather", ["inputs", graph.constant(f"place_{i}", np.array([i]))], f"x_{i}", axis=1)
    made = [_feature(graph, feature, own, f"feature_{k}") for k, feature in enumerate(features)]
    return graph.add("Concat", made, "derived", axis=1)


def _feature(graph: Graph, feature: Feature, own: dict[str, str], output: str) -> str:
    if feature.function:
        return graph.add(feature.function.capitalize(), [own[feature.columns[0]]], output)
    product = ""
    for k, (column, power) in enumerate(feature.powers):
        factor = own[column]
        if power != 1:
            exponent = graph.constant(f"{output}_exponent_{k}", np.array(float(power)))
            factor = graph.add("Pow", [factor, exponent], f"{output}_power_{k}")
        product = graph.add("Mul", [product, factor], f"{output}_product_{k}") if product else factor
    return product
