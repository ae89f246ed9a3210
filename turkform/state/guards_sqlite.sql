CREATE TRIGGER fence_attempts BEFORE INSERT ON attempts
    WHEN NEW.epoch <> (SELECT epoch FROM meta)
    BEGIN SELECT RAISE(ABORT, 'fenced'); END;
CREATE TRIGGER frozen_request
    BEFORE UPDATE OF op, logical_key, generation, request, token, cost_cents, class ON intents
    BEGIN SELECT RAISE(ABORT, 'an intent is frozen'); END;
CREATE TRIGGER no_intent_delete BEFORE DELETE ON intents
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_attempt_delete BEFORE DELETE ON attempts
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER budget_guard BEFORE INSERT ON intents
    WHEN NEW.cost_cents > 0 AND (SELECT budget_cents FROM meta) IS NOT NULL
    AND COALESCE((SELECT SUM(cost_cents) FROM intents
        WHERE cost_cents > 0 AND status NOT IN ('refused', 'superseded')), 0) + NEW.cost_cents
        > (SELECT budget_cents FROM meta)
    BEGIN SELECT RAISE(ABORT, 'budget exceeded'); END;
CREATE TRIGGER no_journal_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER no_journal_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER no_deed_delete BEFORE DELETE ON deeds
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER frozen_deed
    BEFORE UPDATE OF intent_id, address, op, worker_key, mailing, amount_cents ON deeds
    BEGIN SELECT RAISE(ABORT, 'a deed is frozen'); END;
