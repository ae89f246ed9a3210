"""What people run today: a loop, or a pool, of boto3 calls that records nothing.

python -m tests.benchmarks.boto_loop ENDPOINT COUNT THREADS
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

from tests.benchmarks.studies import QUESTION

_XMLNS = (
    "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2011-11-11/HTMLQuestion.xsd"
)


def main() -> None:
    """Prints the seconds that the calls took, and those of the processor, without starting Python
    and boto3."""
    endpoint, count, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    config = Config(max_pool_connections=threads)
    client = boto3.client("mturk", endpoint_url=endpoint, config=config)
    hit_type = client.create_hit_type(
        Title=f"Loop {time.time_ns()}", Description="Look", Reward="0.05",
        AssignmentDurationInSeconds=600,
    )["HITTypeId"]  # fmt: skip

    def create(number: int) -> None:
        page = QUESTION.replace("{{ row.text }}", f"Picture number {number}")
        question = (
            f'<HTMLQuestion xmlns="{_XMLNS}"><HTMLContent><![CDATA[{page}]]></HTMLContent>'
            "<FrameHeight>0</FrameHeight></HTMLQuestion>"
        )
        client.create_hit_with_hit_type(
            HITTypeId=hit_type, LifetimeInSeconds=604_800, Question=question
        )

    begun, worked = time.perf_counter(), time.process_time()
    if threads == 1:
        for number in range(count):
            create(number)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(create, range(count)))
    sys.stdout.write(f"{time.perf_counter() - begun} {time.process_time() - worked}\n")


if __name__ == "__main__":
    main()
