"""Which features are chosen, and what another gesture makes of them. All of it on names, in one order.

The order is the columns' own, then products by degree, then sines and cosines: the same choice is always the same
project, whichever way it was come by.
"""

from collections.abc import Iterable, Sequence

from nnstudio.project.features import Feature, highest_degree, monomials, names_itself, parse_feature

Names = tuple[str, ...]


def ordered(features: Iterable[str], columns: Sequence[str]) -> Names | None:
    """The features in their order, each once; None if they are all columns and nothing else."""
    place = {column: i for i, column in enumerate(columns)}

    def key(feature: Feature) -> tuple[bool, str, int, list[tuple[int, int]]]:
        powers = [(place[column], -exponent) for column, exponent in feature.powers]
        return bool(feature.function), feature.function, feature.degree, powers

    chosen = {parse_feature(name, columns): name for name in features}
    names = tuple(_canonical(feature, chosen[feature], columns) for feature in sorted(chosen, key=key))
    return None if names == tuple(columns) else names


def columns_of(features: Iterable[str], columns: Sequence[str]) -> Names:
    """The columns that occur in the features, in the source's order."""
    used = {column for name in features for column in parse_feature(name, columns).columns}
    return tuple(column for column in columns if column in used)


def degree_columns(features: Iterable[str], columns: Sequence[str]) -> Names:
    """The columns that a degree is a matter of: both of a plane, but of many columns those in use."""
    return tuple(columns) if len(columns) <= 2 else columns_of(features, columns)


def degree_of(features: Iterable[str], columns: Sequence[str]) -> int:
    """The highest degree to which all products of those columns are among the features; 0 if not even degree 1."""
    names = tuple(features)
    used = degree_columns(names, columns)
    written = {parse_feature(name, columns).name for name in names}
    degree = 0
    while degree < highest_degree(len(used)) and written.issuperset(monomials(used, degree + 1)):
        degree += 1
    return degree


def toggled(features: Iterable[str], name: str, columns: Sequence[str]) -> Names | None:
    """The features with one more, or without it if it was there; the last one stays."""
    wanted = parse_feature(name, columns)
    kept = [each for each in features if parse_feature(each, columns) != wanted]
    if len(kept) == len(tuple(features)):
        kept.append(wanted.name)
    return ordered(kept or [name], columns)


def with_degree(features: Iterable[str], degree: int, columns: Sequence[str]) -> Names | None:
    """All products of the degree's columns up to `degree`, and none beyond; sines and cosines stay.

    Raises:
        FeatureError: there would be too many features.
    """
    names = tuple(features)
    waves = [name for name in names if parse_feature(name, columns).function]
    return ordered([*monomials(degree_columns(names, columns), degree), *waves], columns)


def with_column(features: Iterable[str], column: str, columns: Sequence[str]) -> Names | None:
    """The features with another column, to the degree of the others, or without all that is made of it.

    The last column stays. Where there would be too many features the degree becomes lower.
    """
    names = tuple(features)
    used = columns_of(names, columns)
    if column in used:
        kept = [name for name in names if column not in parse_feature(name, columns).columns]
        return ordered(kept or names, columns)
    wider = tuple(each for each in columns if each in used or each == column)
    degree = min(max(1, degree_of(names, columns)), highest_degree(len(wider)))
    kept = [name for name in names if parse_feature(name, columns).degree <= degree]
    return ordered([*kept, *monomials(wider, degree)], columns)


def _canonical(feature: Feature, name: str, columns: Sequence[str]) -> str:
    """The feature's own name for itself, unless columns with strange names would give that another meaning."""
    return feature.name if names_itself(feature, columns) else name
