"""The columns of the data sets that scikit-learn brings along, so that they are known without loading it."""

IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")

WINE = (
    "alcohol",
    "malic_acid",
    "ash",
    "alcalinity_of_ash",
    "magnesium",
    "total_phenols",
    "flavanoids",
    "nonflavanoid_phenols",
    "proanthocyanins",
    "color_intensity",
    "hue",
    "od280/od315_of_diluted_wines",
    "proline",
)

_OF_A_NUCLEUS = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)

BREAST_CANCER = (
    *(f"mean {name}" for name in _OF_A_NUCLEUS),
    *(f"{name} error" for name in _OF_A_NUCLEUS),
    *(f"worst {name}" for name in _OF_A_NUCLEUS),
)

DIGITS = tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8))

DIABETES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
