extension SyncDaemon {
    /// The form of the daemon.
    public static let shape = RecordShape(
        "syncDaemon", "A daemon of the kernel that synchronises connections.",
        [
            .required("state", .words(of: State.self), "The master sends, the backup receives."),
            .required("settings", .record(Settings.shape), "Its settings."),
        ])
}

extension SyncDaemon.Settings {
    /// The form of the settings.
    public static let shape = RecordShape(
        "syncSettings", "The settings of a sync daemon.",
        [
            .required("interface", .text, "The interface that carries its messages."),
            .required("id", .count, "The number of its messages, 0...255."),
            .required("group", .address, "The multicast group."),
            .required("port", .count, "The first UDP port."),
            .required("timeToLive", .count, "Routers that a message passes."),
            .optional(
                "maximumLength", .count,
                "The longest message in bytes; absent: the kernel's choice."),
        ])
}

extension SyncDaemonStatus {
    /// The form of the daemon.
    public static let shape = RecordShape(
        "syncDaemonStatus", "A daemon that synchronises connections, wanted and found.",
        [
            .required(
                "state", .words(of: SyncDaemon.State.self),
                "The master sends, the backup receives."),
            .optional("want", .record(SyncDaemon.Settings.shape), "The wanted one; absent: none."),
            .optional("got", .record(SyncDaemon.Settings.shape), "The kernel's; absent: none."),
            .required("isForeign", .flag, "Whether another program started it."),
            .optional("fault", .text, "Why it can't exchange messages."),
        ])
}
