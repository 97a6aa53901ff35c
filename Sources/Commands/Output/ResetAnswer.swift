import Model

/// The result of a reset as programs read it: `ballast factory-reset --json`.
struct ResetAnswer: Encodable {
    /// The form of this answer; another one has another number.
    let version = 1
    /// The objects of the kernel and of HAProxy, a step each.
    let steps: [String]
    /// The files and directories.
    let files: [String]
    /// The objects and settings that the reset leaves on the host, a phrase each.
    let left: [String]
    /// Whether they were removed.
    let removed: Bool
    /// The reasons why some are still there.
    let failures: [String]

    /// The form of `--json`.
    static let shape = RecordShape(
        "reset", "The output of ballast factory-reset with --json.",
        [
            .version(1),
            .required("steps", .list(.text), "The steps in the kernel and in HAProxy."),
            .required("files", .list(.text), "The files and directories."),
            .required(
                "left", .list(.text),
                "What stays, a phrase each: the node's network, and settings of the kernel."),
            .required("removed", .flag, "Whether all of them were removed."),
            .required("failures", .list(.text), "The reasons why some are still there."),
        ])
}
