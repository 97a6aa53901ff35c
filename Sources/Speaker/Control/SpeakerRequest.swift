import Addresses
import VRRP

/// A request of a controller to the election process.
public enum SpeakerRequest: Sendable, Hashable {
    /// Makes this connection the controller's, in place of an earlier one.
    ///
    /// Events with higher numbers follow at once, and new ones as they happen; nil: new ones only.
    /// A controller that does not accept kinds of events that it does not know, as those before
    /// version 0.1.0, gets only those of that time.
    case adopt(after: UInt64?, acceptsAll: Bool = true)
    /// Replaces the settings. Groups that do not differ keep their roles, as do groups of the same
    /// name that begin with the same virtual router.
    case settings(SpeakerSettings)
    /// Lets the groups that begin with the next settings keep the addresses that the controller
    /// has added before, until they hear an active node.
    case keepAddresses
    /// Reports the health of the node, for one group or for all.
    case condition(NodeCondition, group: String?)
    /// Gives the role to any other node, for one group or for all.
    case standBy(group: String?)
    /// Ends standby.
    case resume(group: String?)
    /// Hands the role over to a node, or to the best one; if it is forced, also to one that is not
    /// ready.
    case handOver(group: String?, to: String?, isForced: Bool = false)
    /// Hands all roles over and ends the process, like SIGTERM.
    case stop
    /// Asks for the status; also the sign of life of a controller that has nothing to send.
    ///
    /// A controller that is silent for 15 s counts as lost.
    case status
}

extension SpeakerRequest {
    /// Decodes a request.
    ///
    /// **Errors:** the first field that can't be used.
    public init(_ value: JSONValue) throws(UnfitField) {
        let fields = try JSONFields(value, at: "")
        let group = try fields.optionalText("group")
        switch try fields.text("request") {
        case "adopt":
            let number =
                fields.value("after") == nil ? nil : try fields.number("after", in: 0...Int.max)
            self = .adopt(
                after: number.map { UInt64($0) },
                acceptsAll: try fields.flag("acceptsAll", default: false))
        case "settings":
            guard let settings = fields.value("settings") else {
                throw UnfitField("settings", "object expected")
            }
            self = .settings(try SpeakerSettings(settings))
        case "keepAddresses": self = .keepAddresses
        case "condition": self = .condition(try Self.condition(fields), group: group)
        case "standBy": self = .standBy(group: group)
        case "resume": self = .resume(group: group)
        case "handOver":
            self = .handOver(
                group: group, to: try fields.optionalText("to"),
                isForced: try fields.flag("isForced", default: false))
        case "stop": self = .stop
        case "status": self = .status
        default: throw fields.unfit("request", "unknown")
        }
    }

    private static func condition(_ fields: JSONFields) throws(UnfitField) -> NodeCondition {
        var condition = NodeCondition()
        condition.isUsable = try fields.flag("isUsable", default: true)
        condition.isReady = try fields.flag("isReady", default: true)
        condition.probesSync = try fields.flag("probesSync", default: false)
        condition.isRevoked = try fields.flag("isRevoked", default: false)
        condition.penalty = try fields.number("penalty", in: 0...255, default: 0)
        if fields.value("gateways") != nil {
            let gateways = try fields.object("gateways")
            let total = try gateways.number("total", in: 1...255)
            condition.gateways = .init(
                reached: UInt8(try gateways.number("reached", in: 0...total)),
                total: UInt8(total))
        }
        return condition
    }

    /// The request in JSON.
    public var json: JSONValue {
        switch self {
        case .adopt(let number, let acceptsAll):
            .fields([
                "request": .text("adopt"), "after": number.map { .number(Int(clamping: $0)) },
                "acceptsAll": .flag(acceptsAll),
            ])
        case .settings(let settings):
            .fields(["request": .text("settings"), "settings": settings.json])
        case .keepAddresses: .fields(["request": .text("keepAddresses")])
        case .condition(let condition, let group):
            .fields([
                "request": .text("condition"), "group": group.map { .text($0) },
                "isUsable": .flag(condition.isUsable), "isReady": .flag(condition.isReady),
                "penalty": .number(condition.penalty),
                "probesSync": .flag(condition.probesSync),
                "isRevoked": .flag(condition.isRevoked),
                "gateways": condition.gateways.map {
                    .fields([
                        "reached": .number(Int($0.reached)), "total": .number(Int($0.total)),
                    ])
                },
            ])
        case .standBy(let group): Self.command("standBy", group)
        case .resume(let group): Self.command("resume", group)
        case .handOver(let group, let node, let isForced):
            .fields([
                "request": .text("handOver"), "group": group.map { .text($0) },
                "to": node.map { .text($0) }, "isForced": isForced ? .flag(true) : nil,
            ])
        case .stop: Self.command("stop", nil)
        case .status: Self.command("status", nil)
        }
    }

    private static func command(_ name: String, _ group: String?) -> JSONValue {
        .fields(["request": .text(name), "group": group.map { .text($0) }])
    }
}
