"""What scikit-learn's ``make_`` functions draw."""

from sklearn import datasets

from nnstudio.data.samples import Maker, Samples
from nnstudio.project.sources.scikit_made import BlobsSource, CirclesSource, LinearSource, MoonsSource


def make_circles(source: CirclesSource) -> Samples:
    X, y = datasets.make_circles(source.samples, noise=source.noise, factor=source.factor, random_state=source.seed)
    return Samples(X, y, "class")


def make_moons(source: MoonsSource) -> Samples:
    X, y = datasets.make_moons(source.samples, noise=source.noise, random_state=source.seed)
    return Samples(X, y, "class")


def make_blobs(source: BlobsSource) -> Samples:
    X, y = datasets.make_blobs(
        source.samples,
        centers=source.centers,
        center_box=source.center_box,
        cluster_std=source.cluster_std,
        random_state=source.seed,
    )
    return Samples(X, y, "class")


def make_linear(source: LinearSource) -> Samples:
    X, y = datasets.make_regression(
        source.samples, n_features=source.n_features, noise=source.noise, random_state=source.seed
    )
    return Samples(X, y)


ENTRIES: dict[str, Maker] = {
    "circles": make_circles,
    "moons": make_moons,
    "blobs": make_blobs,
    "linear": make_linear,
}
