"""The two families of errors and the exact bodies they travel in (API reference 3)."""

from __future__ import annotations

from typing import Final

CODE_PREFIX: Final = "AWS.MechanicalTurk."


class MTurkError(Exception):
    """A refusal as the client sees it.

    `kind` is the `__type`, `text` the message before the stamp, `code` the whole TurkErrorCode
    (None for errors of the front end, which carry neither code nor stamp).
    """

    def __init__(
        self,
        kind: str,
        text: str,
        code: str | None = None,
        *,
        status: int = 400,
        stamped: bool = True,
    ) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind = kind
        self.text = text
        self.code = code
        self.status = status
        self.stamped = stamped

    def body(self, stamp: str) -> dict[str, str]:
        """Return the members of the reply; `stamp` is like `(1624047673908 s)`.

        Business errors say `Message`, the front end says `message` (API reference 18, 21).
        """
        if not self.stamped:
            return {"__type": self.kind, "message": self.text}
        members = {"__type": self.kind, "Message": f"{self.text} {stamp}"}
        return members | ({"TurkErrorCode": self.code} if self.code else {})


def full_code(code: str) -> str:
    """Return a TurkErrorCode with its usual prefix; `AWS.…` codes are taken as they are."""
    return code if code.startswith("AWS.") else CODE_PREFIX + code


def request_error(code: str, text: str) -> MTurkError:
    """A business rule was broken: unknown object, wrong state, no money."""
    return MTurkError("RequestError", text, full_code(code))


def access_denied(principal: str, operation: str) -> MTurkError:
    """The key's policy does not allow the operation (IAM, not the marketplace, says so)."""
    action = f"mechanicalturk:{operation}"
    text = (
        f"User: {principal} is not authorized to perform: {action} "
        f"because no identity-based policy allows the {action} action"
    )
    return MTurkError("AccessDeniedException", text, stamped=False)


def account_not_linked() -> MTurkError:
    """The AWS account belongs to no requester."""
    return request_error(
        "AWS.AccountNotLinked",
        "To use the MTurk API, you will need an Amazon Web Services (AWS) Account. "
        "Your AWS account must be linked to your Amazon Mechanical Turk Account. "
        "Visit https://requestersandbox.mturk.com/developer to get started.",
    )


def permission_denied() -> MTurkError:
    """The object is somebody else's, and only its owner may do this."""
    return request_error(
        "PermissionDenied", "This user is not authorized to perform the requested operation."
    )


def service_fault(text: str) -> MTurkError:
    """The service failed and may succeed later (HTTP 500)."""
    return MTurkError("ServiceFault", text, full_code("ServiceFault"), status=500)


def parameter_validation_error(code: str, text: str) -> MTurkError:
    """A value that has the right shape is not acceptable; not modelled, so a plain ClientError."""
    return MTurkError("ParameterValidationError", text, full_code(code))


def out_of_range(parameter: str, value: object, low: object, high: object) -> MTurkError:
    """A number is outside its documented range (API reference 4)."""
    text = f"The value {value} is invalid for {parameter}. Valid values range from {low} to {high}."
    return parameter_validation_error("AWS.ParameterOutOfRange", text)


def invalid_value(parameter: str, value: object) -> MTurkError:
    """A value is not valid for this parameter, such as an id of the other environment."""
    text = f'The value "{value}" is not valid for the parameter {parameter}.'
    return parameter_validation_error("InvalidParameterValue", text)


def xml_parse_error(details: str) -> MTurkError:
    """Question, test or answer key is not well-formed or does not follow its schema."""
    text = (
        "There was an error parsing the XML question or answer data in your request. "
        "Please make sure the data is well-formed and validates against the appropriate schema. "
        f"Details: {details}"
    )
    return parameter_validation_error("XMLParseError", text)


def html_parse_error(details: str) -> MTurkError:
    """The HTML of an HTMLQuestion or a merged layout is not acceptable."""
    text = (
        "There was an error parsing the HTML5 data in your request. "
        "Please make sure the data is well-formed and validates as HTML5. "
        f"Details: Errors: {details}"
    )
    return parameter_validation_error("XHTMLParseError", text)


def invalid_combination(*parameters: str) -> MTurkError:
    """Members that exclude each other were sent together."""
    names = ", ".join(parameters)
    return MTurkError(
        "InvalidParameterCombinationError",
        f"The combination of parameters supplied to the request is invalid: {names}.",
        full_code("InvalidParameterCombination"),
    )


def validation_exception(text: str) -> MTurkError:
    """The front end's model check failed; no code, no stamp."""
    return MTurkError("ValidationException", text, stamped=False)


def throttling() -> MTurkError:
    """Too many calls."""
    return MTurkError("ThrottlingException", "Rate exceeded", stamped=False)


def invalid_state(kind: str, *allowed: str) -> MTurkError:
    """An object of `kind` (`Assignment`, `Qualification`, ...) is in none of the allowed states."""
    text = f"This operation can be called with a status of: {','.join(allowed)}"
    return request_error(f"Invalid{kind}State", text)


def hit_does_not_exist(hit_id: str) -> MTurkError:
    """No such HIT of this requester, or gone for long."""
    return request_error("HITDoesNotExist", f"Hit {hit_id} does not exist.")


def assignment_does_not_exist(assignment_id: str) -> MTurkError:
    """No such assignment of this requester, or never submitted."""
    return request_error("AssignmentDoesNotExist", f"Assignment {assignment_id} does not exist.")


def qualification_does_not_exist() -> MTurkError:
    """The worker was never granted the qualification, or there is no such type."""
    return request_error(
        "QualificationDoesNotExist", "You requested a Qualification that does not exist."
    )


def insufficient_funds() -> MTurkError:
    """The prepaid balance does not cover the call (wording of 2020)."""
    return request_error(
        "InsufficientFunds",
        "This Requester has insufficient funds in their account to complete this transaction. "
        "Please visit https://requester.mturk.com/prepayments/new to purchase Prepaid HITs.",
    )


def already_processed(token: str) -> MTurkError:
    """An idempotency token was used before within its lifetime."""
    return request_error(
        "DuplicateCall", f'The idempotency token "{token}" has already been processed.'
    )
