import Admin
import ArgumentParser
import Controller
import Document
import Failover
import Model
import Proxies

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
    /// `ballast explain --json`.
    case explain
    /// `ballast check --json`.
    case checks
    /// `ballast drain --json`, and of the other commands that edit servers.
    case edit
    /// `ballast reload --json`.
    case reload
    /// `ballast failover --json`, and of `standby` and `resume`.
    case failover
    /// `ballast certificate show --json`.
    case certificates
    /// `ballast peer list --json`, and of `join`, `revoke` and `forget`.
    case peers
    /// `ballast peer init --json`, and of `invite`.
    case invitation
    /// `ballast peer diff --json`.
    case difference
    /// `ballast peer sync --json`.
    case sync
    /// `ballast firewall trace --json`.
    case trace
    /// `ballast doctor --json`.
    case doctor
    /// `ballast history --json`.
    case history
    /// `ballast rollback --json`.
    case rollback
    /// `ballast confirm --json`.
    case confirm
    /// `ballast backup --json`.
    case backup
    /// `ballast restore --json`.
    case restore
    /// `ballast factory-reset --json`.
    case reset
    /// `ballast user list --json`.
    case users
    /// `ballast user tokens --json`.
    case tokens
    /// `ballast user token --json`.
    case token
    /// `ballast audit --json`.
    case audit
    /// `ballast series --format json`.
    case series
    /// The traffic of services and servers, as the API has it.
    case report
    /// `ballast connections --json`.
    case connections
    /// The layer-4 services, as the API has them.
    case services
    /// The proxies, as the API has them.
    case proxies
    /// The latest events, as the API has them.
    case eventList
    /// The certificates of SSL services, as the API has them.
    case served
    /// The answer of the API to a replacement of the document.
    case replacement
    /// The answer of the API to a request that it refuses.
    case refusal
    /// The body of a request to the API that changes servers or the document.
    case reason
    /// The body of a request to the API that changes a weight.
    case weight
    /// The body of a request to the API that changes several servers.
    case serverEdits
    /// The body of a request to the API that hands virtual addresses over.
    case handover
    /// The body of a request to the API that begins or ends standby.
    case standby
    /// The election, as the API has it.
    case election

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
        case .explain: Explained.shape
        case .checks: CheckAnswer.shape
        case .edit: EditAnswer.shape
        case .reload: ReloadAnswer.shape
        case .failover: FailoverAnswer.shape
        case .certificates: CertificatesAnswer.shape
        case .peers: PeersAnswer.shape
        case .invitation: InvitationAnswer.shape
        case .difference: DifferenceAnswer.shape
        case .sync: SyncReport.shape
        case .trace: FirewallTraceAnswer.shape
        case .doctor: DoctorAnswer.shape
        case .history: HistoryAnswer.shape
        case .rollback: RollbackAnswer.shape
        case .confirm: ConfirmAnswer.shape
        case .backup: BackupAnswer.shape
        case .restore: RestoreAnswer.shape
        case .reset: ResetAnswer.shape
        case .users: UsersAnswer.shape
        case .tokens: TokensAnswer.shape
        case .token: TokenAnswer.shape
        case .audit: AuditAnswer.shape
        case .series: SeriesAnswer.shape
        case .report: TrafficReport.shape
        case .connections: ConnectionsAnswer.shape
        case .services: APIForm.services.shape
        case .proxies: APIForm.proxies.shape
        case .eventList: APIForm.eventList.shape
        case .served: APIForm.served.shape
        case .replacement: APIForm.replacement.shape
        case .refusal: APIForm.refusal.shape
        case .reason: APIForm.reason.shape
        case .weight: APIForm.weight.shape
        case .serverEdits: APIForm.serverEdits.shape
        case .handover: APIForm.handover.shape
        case .standby: APIForm.standby.shape
        case .election: APIForm.election.shape
        }
    }
}
