"""The evidence behind a draft (编制说明): what each clause chooses, what else it could say, and what that would do."""
