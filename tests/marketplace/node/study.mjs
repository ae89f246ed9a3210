// A study from creation to deletion through the AWS SDK for JavaScript.
//
// usage: node study.mjs ADDRESS; prints one line of JSON with what was seen on the way.

import {
  ApproveAssignmentCommand,
  AssociateQualificationWithWorkerCommand,
  CreateHITCommand,
  CreateQualificationTypeCommand,
  DeleteHITCommand,
  DeleteQualificationTypeCommand,
  GetAccountBalanceCommand,
  GetHITCommand,
  ListBonusPaymentsCommand,
  MTurkClient,
  NotifyWorkersCommand,
  RequestError,
  SendBonusCommand,
  UpdateExpirationForHITCommand,
  paginateListAssignmentsForHIT,
  paginateListHITs,
} from "@aws-sdk/client-mturk";

const address = process.argv[2];
const worker = "ANODEWORKER1";
const client = new MTurkClient({
  endpoint: address,
  region: "us-east-1",
  credentials: { accessKeyId: "AKID", secretAccessKey: "right" },
});
const QUESTION = `<?xml version="1.0" encoding="UTF-8"?>
<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2011-11-11/HTMLQuestion.xsd">
  <HTMLContent><![CDATA[<!DOCTYPE html><html><head><title>Label</title></head><body>
    <form action="/mturk/externalSubmit"><input name="label"></form></body></html>]]></HTMLContent>
  <FrameHeight>0</FrameHeight>
</HTMLQuestion>`;

async function control(action, body) {
  const reply = await fetch(`${address}/_control/${action}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(await reply.text());
  return reply.json();
}

async function work(hitId) {
  const { AssignmentId } = await control("accept", { HITId: hitId, WorkerId: worker });
  const form = new URLSearchParams({ assignmentId: AssignmentId, label: "cat" });
  const reply = await fetch(`${address}/mturk/externalSubmit`, { method: "POST", body: form });
  if (!reply.ok) throw new Error(await reply.text());
}

async function all(pages, name) {
  const found = [];
  for await (const page of pages) found.push(...(page[name] ?? []));
  return found;
}

async function refusal(command) {
  try {
    await client.send(command);
  } catch (error) {
    return {
      name: error.name,
      typed: error instanceof RequestError,
      code: error.TurkErrorCode ?? null,
      status: error.$metadata.httpStatusCode,
    };
  }
  return null;
}

await control("workers", { WorkerId: worker });
const { QualificationType } = await client.send(
  new CreateQualificationTypeCommand({
    Name: "Trained",
    Description: "Has read the instructions",
    QualificationTypeStatus: "Active",
  }),
);
const typeId = QualificationType.QualificationTypeId;
await client.send(
  new AssociateQualificationWithWorkerCommand({
    QualificationTypeId: typeId,
    WorkerId: worker,
    IntegerValue: 90,
  }),
);
const creation = {
  Title: "Label an image",
  Description: "One word",
  Reward: "0.10",
  AssignmentDurationInSeconds: 600,
  LifetimeInSeconds: 3600,
  MaxAssignments: 1,
  Question: QUESTION,
  UniqueRequestToken: "node-1",
  QualificationRequirements: [
    { QualificationTypeId: typeId, Comparator: "GreaterThan", IntegerValues: [80] },
  ],
};
const { HIT } = await client.send(new CreateHITCommand(creation));
const repeated = await refusal(new CreateHITCommand(creation));
await work(HIT.HITId);
// the SDK takes the time of a reply for the time, and signs with it from then on
await control("clock", { advance: "2d" });
const [assignment] = await all(
  paginateListAssignmentsForHIT({ client }, { HITId: HIT.HITId }),
  "Assignments",
);
await client.send(new ApproveAssignmentCommand({ AssignmentId: assignment.AssignmentId }));
await client.send(
  new SendBonusCommand({
    AssignmentId: assignment.AssignmentId,
    WorkerId: worker,
    BonusAmount: "0.25",
    Reason: "careful",
    UniqueRequestToken: "bonus-1",
  }),
);
const { BonusPayments } = await client.send(new ListBonusPaymentsCommand({ HITId: HIT.HITId }));
const { NotifyWorkersFailureStatuses } = await client.send(
  new NotifyWorkersCommand({ Subject: "Thanks", MessageText: "Well done", WorkerIds: [worker] }),
);
await client.send(
  new UpdateExpirationForHITCommand({ HITId: HIT.HITId, ExpireAt: new Date(Date.UTC(2015, 0, 1)) }),
);
const done = await client.send(new GetHITCommand({ HITId: HIT.HITId }));
await client.send(new DeleteHITCommand({ HITId: HIT.HITId }));
const deletedAgain = await refusal(new DeleteHITCommand({ HITId: HIT.HITId }));
const left = await all(paginateListHITs({ client }, {}), "HITs");
await client.send(new DeleteQualificationTypeCommand({ QualificationTypeId: typeId }));
const { AvailableBalance } = await client.send(new GetAccountBalanceCommand({}));

console.log(
  JSON.stringify({
    createdOn: HIT.CreationTime instanceof Date,
    repeated,
    answer: assignment.Answer,
    submittedAfterAcceptance: assignment.SubmitTime >= assignment.AcceptTime,
    status: done.HIT.HITStatus,
    completed: done.HIT.NumberOfAssignmentsCompleted,
    bonuses: BonusPayments.map((bonus) => bonus.BonusAmount),
    mailFailures: NotifyWorkersFailureStatuses,
    deletedAgain,
    left: left.length,
    balance: AvailableBalance,
  }),
);
