"""Outcomes as JUnit XML, the form that CI systems read."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from turkform.scenarios.run import Outcome


def junit_xml(campaign: str, outcomes: Sequence[Outcome]) -> str:
    """One test suite, one test case per scenario."""
    failed = sum(1 for one in outcomes if one.failures)
    suite = Element("testsuite", name=campaign, tests=str(len(outcomes)), failures=str(failed))
    suite.set("time", f"{sum(one.seconds for one in outcomes):.3f}")
    for one in outcomes:
        case = SubElement(suite, "testcase", name=one.name, classname=f"{campaign}.{one.file}")
        case.set("time", f"{one.seconds:.3f}")
        if one.failures:
            failure = SubElement(case, "failure", message=one.failures[0])
            failure.text = "\n".join(one.failures)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suite, encoding="unicode") + "\n"
