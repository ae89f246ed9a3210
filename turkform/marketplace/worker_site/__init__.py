"""The pages that workers see: find, preview, accept, work, submit, qualify, be paid."""
