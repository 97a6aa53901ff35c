import ArgumentParser
import Controller
import Document
import Model

/// An output in JSON that has a schema.
enum AnswerForm: String, CaseIterable, ExpressibleByArgument {
    /// `ballast plan --json`.
    case plan
    /// `ballast apply --json`.
    case apply
    /// `ballast status --json`.
    case status
    /// A line of `ballast run --log-json`.
    case events
    /// `ballast validate --json`.
    case diagnostics
    /// `ballast observe --json`.
    case observed

    /// The JSON Schema of the output.
    var schema: String { jsonSchema(of: shape) }

    /// The form of the output.
    var shape: RecordShape {
        switch self {
        case .plan: PlanAnswer.shape
        case .apply: ApplyAnswer.shape
        case .status: Status.shape
        case .events: LogLine.shape
        case .diagnostics: DocumentAnswer.shape
        case .observed: HostRecord.shape
        }
    }
}
