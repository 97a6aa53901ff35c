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
            .optional(
                "filters", .map(.record(FormerFilter.shape)),
                "Checks of senders that it set, by interface; absent: there are none."),
            .optional(
                "former", .record(FormerNetwork.shape),
                "Objects of other programs that its steps ended; absent: there are none."),
        ])
}

extension FormerFilter {
    /// The form of the record.
    static let shape = RecordShape(
        "formerFilter", "The check of senders at an interface, a number of rp_filter.",
        [
            .required("former", .count, "The one before it set one."),
            .required("current", .count, "The one that it set."),
        ])
}

extension FormerNetwork {
    /// The form of the record.
    static let shape = RecordShape(
        "formerNetwork", "Addresses and routes of other programs that steps have ended.",
        [
            .required("addresses", .list(.record(InterfaceAddress.shape)), "The addresses."),
            .required("routes", .list(.record(Route.shape)), "The routes."),
        ])
}

extension FormerNetwork.Route {
    /// The form of a route.
    static let shape = RecordShape(
        "formerRoute", "A route of another program.",
        [
            .required("destination", .text, "The network of the destinations."),
            .optional("gateway", .text, "The router; absent: none."),
            .optional("interface", .text, "The interface; absent: none."),
            .required("metric", .count, "The metric in the kernel."),
            .required("table", .count, "The number of the table."),
        ])
}
