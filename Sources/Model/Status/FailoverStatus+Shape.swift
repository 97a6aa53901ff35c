extension FailoverStatus {
    /// The form of the section.
    public static let shape = RecordShape(
        "failover", "The election of the node that has the virtual addresses.",
        [
            .optional("node", .text, "The name of this node."),
            .optional("processID", .count, "The election process; absent: none runs."),
            .required(
                "problems", .list(.text), "Problems of the process and its settings."),
            .optional("isRealTime", .flag, "Whether the process has real-time priority."),
            .optional(
                "isOutdated", .flag,
                "True while the process runs another program than the installed ballast-elect."),
            .optional(
                "longestDelay", .count,
                "The longest delay of a timer since the start of the process, in microseconds."),
            .required("groups", .list(.record(Group.shape)), "The groups of addresses."),
            .required("links", .list(.record(Link.shape)), "The links between the nodes."),
            .required("gateways", .list(.record(Gateway.shape)), "The gateways."),
            .required(
                "faults", .list(.record(NodeFault.shape)),
                "The conditions that lower the priority of this node."),
            .optional(
                "awaitsConnections", .flag,
                "True while it receives the connections of the master, and leaves it the role."),
            .optional(
                "unready", .list(.text),
                "The reasons for which this node does not take the role from a healthy one; "
                    + "absent: it is ready."),
            .optional(
                "syncLosses", .list(.text),
                "The losses of messages over the link of the synchronised connections, a sentence "
                    + "each."),
        ])
}

extension FailoverStatus.Group {
    /// The form of the group.
    public static let shape = RecordShape(
        "failoverGroup", "A group of virtual addresses that move as one.",
        [
            .required("name", .text, "The name; all: the document has no groups."),
            .required("role", .words(of: FailoverStatus.Role.self), "The role of this node."),
            .required(
                "since", .integer, "The time of the last change, in milliseconds since 1970."),
            .required("priority", .count, "The priority of this node after deductions."),
            .required("isStandingBy", .flag, "Whether the operator has put it in standby."),
            .optional(
                "master", .text,
                "The node that has the addresses, or the address of another program; absent: "
                    + "unknown."),
            .required("missing", .list(.text), "Addresses that this node should have and lacks."),
            .required("foreign", .list(.text), "Addresses that another program has here."),
            .required(
                "peers", .list(.record(FailoverStatus.Peer.shape)),
                "The other nodes that were heard since the election began."),
            .required(
                "absent", .list(.record(FailoverStatus.Absence.shape)),
                "The nodes of the document that are not heard."),
            .required(
                "programs", .list(.record(FailoverStatus.Program.shape)),
                "The routers that send advertisements and no reports, such as keepalived."),
            .optional(
                "twins", .list(.text), "The addresses of other hosts that run as this node."),
            .optional(
                "unadvertised", .list(.text),
                "The virtual routers that no router advertises while another program advertises "
                    + "the others."),
            .optional(
                "disputed", .list(.text),
                "The virtual addresses of one of the two documents only, a sentence each, where "
                    + "another node's document has others."),
        ])
}

extension FailoverStatus.Peer {
    /// The form of the peer.
    public static let shape = RecordShape(
        "failoverPeer", "Another node, as its reports describe it.",
        [
            .required(
                "node", .text,
                "The name; unknown node with its address for one that the document does not name."),
            .optional(
                "isUnknown", .flag,
                "True for a node that the document does not name: it never gets the addresses from "
                    + "this node."),
            .required("role", .words(of: FailoverStatus.Role.self), "Its role."),
            .required("priority", .count, "Its priority after deductions."),
            .required("isCandidate", .flag, "Whether it can take the role over."),
            .required("hearsThisNode", .flag, "Whether it hears this node."),
            .required("isHeard", .flag, "Whether its packets arrive."),
            .required("isStandingBy", .flag, "Whether the operator has put it in standby."),
            .optional(
                "lastHeard", .integer,
                "The time of its last packet, in milliseconds since 1970; absent: unknown."),
            .optional(
                "hasForeignAddresses", .flag,
                "True while another program has addresses of the group there."),
            .optional(
                "unheard", .list(.text),
                "The nodes that it does not hear although this node does."),
            .optional(
                "twin", .text, "The address of another host that runs as the same node."),
            .optional(
                "lacksController", .flag,
                "True while it has had no controller for longer than controllerGrace."),
            .optional(
                "isForeign", .flag,
                "True for a node of another cluster with other addresses and the same number."),
            .optional("isRevoked", .flag, "True for a node that the cluster has revoked."),
            .optional(
                "hasOtherAddresses", .flag,
                "True while its document has other virtual addresses for the group."),
        ])
}

extension FailoverStatus.Absence {
    /// The form of the absence.
    public static let shape = RecordShape(
        "failoverAbsence", "A node of the document that is not heard.",
        [
            .required("node", .text, "The name."),
            .required(
                "hasStopped", .flag, "Whether it has reported the end of its election."),
            .optional(
                "lastHeard", .integer,
                "The time of its last packet, in milliseconds since 1970; absent: none since the "
                    + "election began."),
        ])
}

extension FailoverStatus.Program {
    /// The form of the program.
    public static let shape = RecordShape(
        "failoverProgram", "A router of the group that sends advertisements and no reports.",
        [
            .required("address", .text, "Its address."),
            .optional("node", .text, "The node of the document with this address; absent: none."),
            .required("isMaster", .flag, "Whether it has the addresses."),
            .required(
                "isRival", .flag,
                "Whether it has had them for longer than a takeover needs, with this node."),
            .required(
                "lastHeard", .integer,
                "The time of its last advertisement, in milliseconds since 1970."),
            .optional("virtualRouterId", .count, "The number with which it advertises."),
            .optional(
                "isForeign", .flag,
                "True for another virtual router with the same number: none of the addresses that "
                    + "it advertises is of the group."),
            .optional(
                "isUnknown", .flag,
                "True for a master with addresses of the group that can be no node of the "
                    + "document."),
        ])
}

extension FailoverStatus.Link {
    /// The form of the link.
    public static let shape = RecordShape(
        "failoverLink", "An interface or a serial line between the nodes.",
        [
            .required("name", .text, "The interface or device."),
            .optional("fault", .text, "Why it can't be used; absent: it can."),
            .required("sent", .count, "Packets sent."),
            .required("received", .count, "Packets accepted."),
            .required(
                "refused", .list(.record(FailoverStatus.Refused.shape)),
                "The packets that were refused in the last minute."),
            .optional(
                "silent", .list(.text),
                "The nodes that are heard over other links and not over this one."),
        ])
}

extension FailoverStatus.Refused {
    /// The form of the summary.
    public static let shape = RecordShape(
        "failoverRefused", "Packets of one sender that were refused for one reason.",
        [
            .optional("source", .text, "The sender; absent: a serial line."),
            .required("reason", .text, "The reason."),
            .required("count", .count, "The packets."),
            .required(
                "isFault", .flag, "Whether they are for a virtual router of this node."),
        ])
}

extension FailoverStatus.Gateway {
    /// The form of the gateway.
    public static let shape = RecordShape(
        "failoverGateway", "An address that every healthy node reaches.",
        [
            .required("address", .text, "The address."),
            .optional("isReached", .flag, "Whether it answers; absent: not known yet."),
        ])
}

extension NodeFault {
    /// The form of the fault.
    public static let shape = RecordShape(
        "nodeFault", "A condition that lowers the priority of a node.",
        [
            .required("reason", .text, "The condition in words."),
            .optional("weight", .count, "The deduction; absent: the whole priority."),
        ])
}
