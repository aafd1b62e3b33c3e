"""What templates may call beside the filters: charts, the lamp's mask, a mask by its seed."""

from jinja2 import Environment

from market.web import charts, stage


def install(environment: Environment) -> None:
    """Add the globals of the pages' components; called once, when the application is made."""
    environment.globals |= {
        "earnings_chart": charts.earnings_chart,
        "stage_mask_title": stage.title,
    }
