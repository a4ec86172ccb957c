"""What a job is given, read and checked: image lists, credentials, artifacts, records, folders."""
