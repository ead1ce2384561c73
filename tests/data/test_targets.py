"""What is to be predicted, guessed from names as people give them; and columns that only say which row it is."""

import pytest

from nnstudio.data.csv.complete import read_file
from nnstudio.data.csv.targets import guess_target
from nnstudio.project.sources.csv import CsvSource
from tests.data.csv_files import completed, table_text, written

HEADERS = {
    "PassengerId,Survived,Pclass,Name,Sex,Fare,Embarked": "Survived",
    "survived,pclass,sex,age,class,who,alive,alone": "survived",
    "carat,cut,color,price,x,y,z": "price",
    "mpg,cylinders,displacement,origin": "mpg",
    "species,island,bill,sex,year": "species",
    "longitude,latitude,median_house_value,ocean_proximity": "median_house_value",
    "LotArea,SalePrice,MoSold": "SalePrice",
    "city,price,y": "y",
    "x,y,kind": "kind",
    "x,y": "y",
    "customerID,tenure,Churn,MonthlyCharges": "Churn",
    "age,income,bought": "bought",
    "class,bore,stroke": "class",
    "a,b,c": "c",
}
WORDS = {"Sex", "sex", "cut", "color", "island", "class", "who", "alive", "species", "kind", "ocean_proximity", "city"}


def cells(name, i):
    if name in {"Name", "customerID"}:
        return f"{name} {i}"
    if name == "PassengerId":
        return i + 1
    if name in WORDS | {"Embarked"}:
        return ("one", "two", "three")[i * 7 % 3]
    return i * 7 % 2 if name in {"Survived", "survived", "Churn", "bought"} else i * 0.37 + i % 5


@pytest.mark.parametrize(("header", "target"), HEADERS.items())
def test_that_a_usual_name_beats_the_last_column(tmp_path, header, target):
    names = header.split(",")
    path = written(tmp_path, table_text(names, [[cells(name, i) for name in names] for i in range(40)]))
    table, _ = read_file(path, CsvSource(path=str(path), target=""))
    assert guess_target(table)[0] == target


def test_that_neither_many_words_nor_keys_nor_what_never_changes_is_predicted(tmp_path):
    rows = [(i % 3, f"word {i % 37}", "same", 7000 + 3 * i, f"note {i}") for i in range(80)]
    path = written(tmp_path, table_text(("a", "label", "class", "order_id", "text"), rows))
    table, _ = read_file(path, CsvSource(path=str(path), target=""))
    assert guess_target(table)[0] == "a"


@pytest.mark.parametrize(
    "name",
    (
        "id,Customer ID,order_id,patientId,Kunden-Nr.,RowNumber,CustomerKey,Kundennummer,EmployeeNumber,customerid,"
        "Invoice No,UUID,Account number,Telefon"
    ).split(","),
)
def test_that_an_identifier_is_left_out_unless_it_is_wished_for(tmp_path, name):
    # one of them is there twice
    text = table_text((name, "a", "y"), [(9000 + 13 * max(1, i), i % 5, i * 0.5) for i in range(40)])
    source = completed(tmp_path, text)
    assert source.feature_names() == ("a",)
    assert completed(tmp_path, text, columns=({"name": name, "role": "feature"},)).feature_names() == (name, "a")


@pytest.mark.parametrize(
    "name",
    ["idle", "width", "nrg", "number of rooms", "No. of inhabitants", "acid", "paid", "humidity", "population", "year"],
)
def test_that_a_quantity_is_no_identifier(tmp_path, name):
    text = table_text((name, "a", "y"), [(9000 + 13 * i, i % 5, i * 0.5) for i in range(20)])
    assert completed(tmp_path, text).feature_names() == (name, "a")


@pytest.mark.parametrize(
    ("name", "first", "counts"),
    [
        ("Unnamed: 0", True, True),
        ("", True, True),
        ("case", False, True),
        ("obs.", True, True),
        ("X", True, True),
        ("hours", True, False),
        ("a", False, False),
        ("X", False, False),
    ],
)
def test_that_a_count_of_the_rows_is_no_feature(tmp_path, name, first, counts):
    names = (name, "b", "y") if first else ("b", name, "y")
    rows = [(i + 1, i % 5, i * 0.5) if first else (i % 5, i + 1, i * 0.5) for i in range(20)]
    features = completed(tmp_path, table_text(names, rows)).feature_names()
    assert (len(features) == 1) == counts
    assert "b" in features
