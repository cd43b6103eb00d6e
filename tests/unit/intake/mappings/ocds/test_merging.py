from dashboard.intake.mappings.ocds.merging import merged


def test_later_fields_replace_earlier_ones_and_null_takes_away():
    earlier = {"a": 1, "b": {"c": 2, "d": 3}}
    assert merged(earlier, {"b": {"c": 4, "d": None}, "e": 5}) == {"a": 1, "b": {"c": 4}, "e": 5}


def test_lists_of_things_with_ids_are_merged_by_id_and_others_replaced():
    earlier = [{"id": 1, "x": 1}, {"id": "2", "x": 2}]
    assert merged(earlier, [{"id": "2", "y": 3}, {"id": "3"}]) == [
        {"id": 1, "x": 1}, {"id": "2", "x": 2, "y": 3}, {"id": "3"}]
    assert merged(earlier, [{"id": "1", "y": 3}]) == [{"id": "1", "x": 1, "y": 3}, {"id": "2", "x": 2}]
    assert merged(earlier, [{"x": 9}]) == [{"x": 9}]
    # Two things of one id cannot be told apart: the later list stands.
    assert merged(earlier, [{"id": "2"}, {"id": "2"}]) == [{"id": "2"}, {"id": "2"}]
    assert merged(["a"], ["b"]) == ["b"]
