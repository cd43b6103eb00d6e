"""A whole delivery from its files, through its checks, into either database and back."""

import pandas as pd

from dashboard.intake import check, market_of
from dashboard.intake.columns import FILES, RECORDS
from dashboard.settings import example_settings
from tests.conftest import EXAMPLE
from tests.integration.deliveries import contents, known


def test_the_example_comes_back_as_its_files_say(store):
    checked = check(EXAMPLE, store.market(), example_settings())
    assert store.deliver(checked, means="test") == 1
    expected = contents(market_of(checked, example_settings()))
    for name in RECORDS:
        expected[name] = expected[name].sort_values(FILES[name].key, ignore_index=True)
    key = ["date", "authority", "provider_id", "contract_id", "service"]
    expected["days"] = expected["days"].sort_values(key, ignore_index=True)
    for name, found in known(store).items():
        assert len(found)
        # The last bit of a week's sum depends on the order of its days.
        pd.testing.assert_frame_equal(found, expected[name], obj=name, rtol=0, atol=1e-9)

    assert store.deliver(check(EXAMPLE, store.market(), example_settings()), means="test") is None
