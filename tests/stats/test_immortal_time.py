"""Groups known only later carry immortal time; from a landmark on they do not."""

import numpy as np

from emr_core.stats.landmark import landmark
from emr_core.stats.logrank import logrank
from emr_core.stats.proportions import wilson

COHORTS = 400


def test_groups_known_later_differ_from_time_zero_without_any_effect_but_not_from_a_landmark():
    # 60 patients: death after a mean of 12 months, transplant after a mean of 8 without any effect on it.
    generator = np.random.default_rng(11)
    from_zero = from_landmark = 0
    for _ in range(COHORTS):
        death, transplant, end = (generator.exponential(mean, 60) for mean in (12, 8, 40))
        time, event = np.minimum(death, end), death <= end
        ever = transplant < time
        from_zero += logrank(time, event, ever.astype(int)).p_value < 0.05
        later = landmark(time, event, 4.0)
        by_then = (transplant <= 4.0)[later.kept].astype(int)
        from_landmark += logrank(later.time, later.event, by_then, order=(0, 1)).p_value < 0.05
    assert from_zero / COHORTS > 0.9
    limits = wilson(from_landmark, COHORTS, 0.99)
    assert limits.lower <= 0.05 <= limits.upper
