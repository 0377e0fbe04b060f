"""The outbox: mails are rows, written with what caused them and sent by the worker."""
