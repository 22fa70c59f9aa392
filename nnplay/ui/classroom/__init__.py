"""The pages for a class: Teach, and the task beside the playground."""
