import Admin

/// An entry of the navigation.
enum NavigationEntry: String, Sendable, CaseIterable {
    /// All services.
    case overview = "Overview"
    /// The document.
    case configuration = "Configuration"
    /// The traffic.
    case reports = "Reports"
    /// Events, actions and requests.
    case logs = "Logs"
    /// The certificates.
    case certificates = "Certificates"
    /// The firewall.
    case firewall = "Firewall"
    /// The documents that were in force.
    case history = "History"
    /// This node.
    case node = "Node"

    /// The path of its page.
    var path: String {
        switch self {
        case .overview: "/"
        case .configuration: "/configuration"
        case .reports: "/reports"
        case .logs: "/logs"
        case .certificates: "/certificates"
        case .firewall: "/firewall"
        case .history: "/history"
        case .node: "/node"
        }
    }

    /// The group that sees it.
    var group: AccountGroup {
        switch self {
        case .overview, .configuration, .reports, .logs, .certificates, .firewall, .history, .node:
            .report
        }
    }
}
