select gauge, month, sum(rain) as rain
from sample.gauge_day
group by gauge, month
