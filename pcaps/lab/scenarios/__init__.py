"""The declarations: one module a family, one function a scenario. engine.declaration tells what each part means."""
