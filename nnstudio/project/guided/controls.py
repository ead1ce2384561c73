"""What a lesson may point at, hide, open or watch: object names of the window that are meant to stay."""

from nnstudio.language import _

PANELS = {
    "data": _("Data"),
    "tensors": _("Tensor bench"),
    "anatomy": _("Anatomy"),
    "probe": _("Probe"),
    "walk": _("Walk-through"),
    "metrics": _("Metrics"),
    "layer_space": _("Layer space"),
    "distributions": _("Distributions"),
    "activation_gallery": _("Activation gallery"),
    "landscape": _("Landscape"),
    "runs": _("Runs"),
    "code": _("Code"),
    "sweep": _("Seeds and sweeps"),
}
"""The panels of the drawer by their names, with their titles. Their docks are called ``data_dock`` and so on."""

PAGES: dict[str, dict[str, str]] = {
    "data": {"columns": _("Columns"), "classes": _("Classes"), "arrays": _("Arrays and tensors")},
    "anatomy": {"layers": _("Layers"), "state": "state_dict"},
    "metrics": {
        "overview": _("Overview"),
        "classes": _("Per class"),
        "reliability": _("Reliability"),
        "weights": _("Weights"),
    },
    "sweep": {
        "losses": _("Losses"),
        "outcomes": _("Outcomes"),
        "networks": _("Networks"),
        "members": _("Table"),
    },
    "walk": {
        "forward": _("the way forward"),
        "loss": _("the loss"),
        "backward": _("the way back"),
        "update": _("the update"),
    },
}
"""The pages of those panels that have some, by name, as they are called; of Walk-through, its kinds of stages."""

CONTROLS = (
    "dataset_picker",
    "regenerate_button",
    "regenerate_kept_button",
    "draw_button",
    "source_samples",
    "source_noise",
    "source_seed",
    "test_share",
    "split_button",
    "test_fold",
    "folds",
    "features_button",
    "layer_stack",
    "add_layer_button",
    "hidden_activation_selector",
    "device_selector",
    "loss_selector",
    "optimizer_selector",
    "learning_rate",
    "batch_size",
    "epochs",
    "seed",
    "seed_dice",
    "many_seeds_button",
    "l1",
    "l2",
    "more_training_button",
    "train_button",
    "step_button",
    "reset_button",
    "endless_button",
    "speed_selector",
    "training_progress",
    "loss_plot",
    "fit_plot",
    "decision_plot",
    "activations_plot",
    "unit_plot",
    "network_diagram",
    "take_apart_box",
    "reference_box",
    "view_selector",
    "timeline",
    "branch_button",
    "diagnosis_strip",
    *(f"{name}_dock" for name in PANELS),
)

SELECTORS = ("device_selector", "loss_selector", "optimizer_selector", "speed_selector", "view_selector")
"""Those that have a list of texts."""
CHECKABLE = ("take_apart_box", "reference_box", "draw_button", "endless_button")
"""Those that can be on or off."""

SPEEDS = ("Watch", "Full speed", "30 epochs/s", "5 epochs/s", "1 epoch/s")
"""As lessons name them, whatever language the window speaks."""
DEVICES = ("CPU", "CUDA", "MPS")

FIELDS = {
    "training.epochs": "epochs",
    "training.batch_size": "batch_size",
    "training.seed": "seed",
    "training.loss": "loss_selector",
    "training.optimizer.kind": "optimizer_selector",
    "training.optimizer.lr": "learning_rate",
    "data.source.samples": "source_samples",
    "data.source.noise": "source_noise",
    "data.source.seed": "source_seed",
    "data.source.kind": "dataset_picker",
    "data.test_fraction": "test_share",
    "data.fold.index": "test_fold",
    "data.fold.folds": "folds",
}
"""The controls that set a project's fields."""
