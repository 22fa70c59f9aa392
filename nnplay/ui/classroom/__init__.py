"""The pages for a class: Teach, the task beside the playground, My class, and the wall."""
