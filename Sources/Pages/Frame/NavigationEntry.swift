import Admin

/// An entry of the navigation.
enum NavigationEntry: String, Sendable, CaseIterable {
    /// All services.
    case overview = "Overview"
    /// The document.
    case configuration = "Configuration"
    /// The events.
    case events = "Events"
    /// The certificates.
    case certificates = "Certificates"
    /// The firewall.
    case firewall = "Firewall"
    /// The documents that were in force.
    case history = "History"
    /// The actions of people and programs.
    case audit = "Audit"

    /// The path of its page.
    var path: String {
        switch self {
        case .overview: "/"
        case .configuration: "/configuration"
        case .events: "/events"
        case .certificates: "/certificates"
        case .firewall: "/firewall"
        case .history: "/history"
        case .audit: "/audit"
        }
    }

    /// The group that sees it.
    var group: AccountGroup {
        switch self {
        case .overview, .configuration, .events, .certificates, .firewall, .history: .report
        case .audit: .configuration
        }
    }
}
