import Addresses

extension NetworkLedger {
    /// The form of the entries.
    public static let shape = RecordShape(
        "networkLedger", "The objects of the node's network without a mark in the kernel.",
        [
            .required("links", .list(.text), "Interfaces that it made."),
            .required(
                "members", .map(.text), "Members that it put into bonds and bridges, with these."),
            .required(
                "addresses", .list(.record(InterfaceAddress.shape)),
                "Addresses of the node that it added."),
        ])
}
