"""From the input of a job to all that its tasks do: names, builds, copies, promotions."""
