"""What all tests share."""

import hypothesis

# A busy machine is no fault of the code: no test judges how long an example took.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")
