extension NetworkStatus {
    /// The form of the status.
    public static let shape = RecordShape(
        "networkStatus", "The node's network, wanted and found.",
        [
            .required(
                "manage", .word(NodeNetwork.Management.allCases.map(\.rawValue)),
                "The part that Ballast changes."),
            .required(
                "objects", .count, "The number of wanted interfaces, addresses, routes, rules."),
            .required(
                "differences", .list(.text), "The steps that would remove the differences."),
            .required(
                "notes", .list(.text), "The reasons for differences that stay."),
            .optional("fault", .text, "Why the network could not be read."),
        ])
}
