"""A campaign from its folder, checked, without network, state or credentials.

Apart from the composition root, because `validate` must not wait for what only a run needs.
"""

from collections.abc import Mapping
from pathlib import Path

from turkform.config.campaign import Campaign
from turkform.config.load import load_campaign
from turkform.config.project import Environment, Project, load_project
from turkform.kinds.sections import SECTIONS


def load(folder: Path, environment: str | None, variables: Mapping[str, str]) -> Campaign:
    """The campaign as it is in one environment; `ConfigurationInvalid` carries every finding."""
    project = load_project(folder)
    return campaign_in(folder, project, project.environment(environment), variables)


def campaign_in(
    folder: Path, project: Project, environment: Environment, variables: Mapping[str, str]
) -> Campaign:
    """The same where project and environment are known."""
    return load_campaign(
        folder.resolve(),
        SECTIONS,
        root=project.root,
        environment=environment.name,
        variables=variables,
        among_others=project.declared,
    )
