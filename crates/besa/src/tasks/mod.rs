//! My tasks: what is late, due today, due this week. Codes and verbs only.

mod alarm;
mod pages;
mod store;

pub(crate) use alarm::{ALARM, tell, told, two_of};
pub(crate) use store::{
    NOTICE, NewTask, Notice, TASK, TaskKind, finish, notices_for, notify, open_tasks, put_task,
};

use crate::web::Routes;

/// The routes of the home page.
pub(crate) fn routes() -> Routes {
    pages::routes().join(alarm::routes())
}
