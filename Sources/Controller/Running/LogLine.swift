import Logging
import Model

/// A line of the log in JSON.
package struct LogLine: Encodable {
    /// The form of this line; another one has another number.
    let version = 1
    let time: String
    let level: String
    let message: String
    /// The kind of event; nil: the line is no event.
    var event: Event.Kind?
    /// The parts of the event; nil: the line is no event.
    var details: [String]?
    let fields: [String: String]

    /// The words for the weight of a line.
    package static let levels = Logger.Level.allCases.map(\.rawValue)
}
